using System.CommandLine;
using System.Globalization;
using HalloweenCostume.People;

namespace HalloweenCostume.Local.Commands;

internal static class PeopleCommands
{
    public static Command Build() => new("people", "The profiles that people choose from.") { Add(), List(), Rename(), Retire(), Export(), Forget() };

    private static Command Add()
    {
        var first = new Option<string>("--first") { Description = "First name.", Required = true };
        var last = new Option<string>("--last") { Description = "Last name.", Required = true };
        var command = new Command("add", "Adds a profile and prints its id.") { first, last };
        command.Does(async (parsed, services, cancellationToken) =>
        {
            var (firstName, lastName) = (parsed.GetRequiredValue(first).Trim(), parsed.GetRequiredValue(last).Trim());
            if (!Names.IsName(firstName))
                return await Operator.RefuseAsync($"--first: give a name of {Names.Rule}.");
            if (!Names.IsName(lastName))
                return await Operator.RefuseAsync($"--last: give a name of {Names.Rule}.");
            var id = await services.GetRequiredService<PeopleDb>().AddAsync(firstName, lastName, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Added person {id}: {firstName} {lastName}"));
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the profiles by name, retired ones too.");
        command.Does((_, services, _) =>
        {
            Operator.Print(["ID", "FIRST", "LAST", "PICTURES", "MODELS", "RETIRED"],
                services.GetRequiredService<PeopleDb>().Records().Select(person => new[]
                {
                    Text(person.Id), person.FirstName, person.LastName, Text(person.Images), Text(person.Models),
                    person.RetiredAt?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-",
                }));
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Rename()
    {
        var id = Id();
        var first = new Option<string?>("--first") { Description = "The new first name." };
        var last = new Option<string?>("--last") { Description = "The new last name." };
        var command = new Command("rename", "Changes a profile's name.") { id, first, last };
        command.Does(async (parsed, services, cancellationToken) =>
        {
            var (firstName, lastName) = (parsed.GetValue(first)?.Trim(), parsed.GetValue(last)?.Trim());
            if ((firstName ?? lastName) is null)
                return await Operator.RefuseAsync("Give --first, --last or both.");
            if (firstName is not null && !Names.IsName(firstName))
                return await Operator.RefuseAsync($"--first: give a name of {Names.Rule}.");
            if (lastName is not null && !Names.IsName(lastName))
                return await Operator.RefuseAsync($"--last: give a name of {Names.Rule}.");
            return await ChangeAsync(services, parsed.GetValue(id), new(firstName, lastName, null), person => $"is now {person.FullName}", cancellationToken);
        });
        return command;
    }

    private static Command Retire()
    {
        var id = Id();
        var back = new Option<bool>("--undo") { Description = "Offers the profile again." };
        var command = new Command("retire", "Takes a profile out of the list; its pictures stay.") { id, back };
        command.Does((parsed, services, cancellationToken) => ChangeAsync(
            services, parsed.GetValue(id), new(null, null, !parsed.GetValue(back)), person => person.RetiredAt is null ? "is offered again" : "is retired", cancellationToken));
        return command;
    }

    private static Command Export()
    {
        var id = Id();
        var target = new Argument<FileInfo>("file") { Description = "The ZIP file to write." };
        var command = new Command("export", "Writes everything that is kept of a person into a ZIP file: pictures, models and person.json.") { id, target };
        command.Does(async (parsed, services, cancellationToken) =>
        {
            var (person, file) = (services.GetRequiredService<PeopleDb>().FindRecord(parsed.GetValue(id)), parsed.GetRequiredValue(target));
            if (person is null)
                return await NobodyAsync(parsed.GetValue(id));
            if (file.Exists)
                return await Operator.RefuseAsync($"'{file.FullName}' exists already. Choose another name.");
            if (file.Directory is not { Exists: true })
                return await Operator.RefuseAsync($"There is no folder '{file.DirectoryName}'.");
            await using (var stream = new FileStream(file.FullName, FileMode.CreateNew))
                await services.GetRequiredService<PersonExport>().WriteAsync(person, stream, cancellationToken);
            Console.WriteLine($"Exported {person.FullName} to {file.FullName}");
            return 0;
        });
        return command;
    }

    private static Command Forget()
    {
        var id = Id();
        var confirm = new Option<string>("--confirm") { Description = "The person's full name: what is forgotten cannot be brought back.", Required = true };
        var command = new Command("forget", "Deletes everything of a person: pictures, models, the pictures that others made with these, and keys. fal's copies go within 30 days.") { id, confirm };
        command.Does(async (parsed, services, cancellationToken) =>
        {
            if (services.GetRequiredService<PeopleDb>().FindRecord(parsed.GetValue(id)) is not { } person)
                return await NobodyAsync(parsed.GetValue(id));
            if (parsed.GetRequiredValue(confirm).Trim() != person.FullName)
                return await Operator.RefuseAsync($"--confirm: give the person's full name, \"{person.FullName}\".");
            var eraser = services.GetRequiredService<PersonEraser>();
            await eraser.HideAsync(person.Id, cancellationToken);
            await eraser.EraseAsync(person.Id, cancellationToken);
            Console.WriteLine($"Forgot {person.FullName}");
            return 0;
        });
        return command;
    }

    private static Argument<long> Id() => new("id") { Description = "The person's id (see 'people list')." };

    private static async Task<int> ChangeAsync(IServiceProvider services, long id, PersonChange change, Func<PersonRecord, string> done, CancellationToken cancellationToken)
    {
        if (await services.GetRequiredService<PeopleDb>().ChangeAsync(id, change, cancellationToken) is not { } person)
            return await NobodyAsync(id);
        Console.WriteLine($"Person {Text(id)} {done(person)}");
        return 0;
    }

    private static Task<int> NobodyAsync(long id) => Operator.RefuseAsync($"Nobody has the id {Text(id)}. 'people list' shows the ids.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
