using System.CommandLine;
using System.Globalization;
using HalloweenCostume.People;

namespace HalloweenCostume.Local.Commands;

internal static class PeopleCommands
{
    private const int MaxName = 100;

    public static Command Build() => new("people", "The profiles that people choose from.") { Add(), List() };

    private static Command Add()
    {
        var first = new Option<string>("--first") { Description = "First name.", Required = true };
        var last = new Option<string>("--last") { Description = "Last name.", Required = true };
        var command = new Command("add", "Adds a profile and prints its id.") { first, last };
        command.Does(async (parsed, services, cancellationToken) =>
        {
            var (firstName, lastName) = (parsed.GetRequiredValue(first).Trim(), parsed.GetRequiredValue(last).Trim());
            if (!IsName(firstName))
                return await Operator.RefuseAsync("--first: give a name of 1 to 100 characters.");
            if (!IsName(lastName))
                return await Operator.RefuseAsync("--last: give a name of 1 to 100 characters.");
            var id = await services.GetRequiredService<PeopleDb>().AddAsync(firstName, lastName, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Added person {id}: {firstName} {lastName}"));
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the profiles by name.");
        command.Does((_, services, _) =>
        {
            Operator.Print(["ID", "FIRST", "LAST"],
                services.GetRequiredService<PeopleDb>().All().Select(person => new[] { person.Id.ToString(CultureInfo.InvariantCulture), person.FirstName, person.LastName }));
            return Task.FromResult(0);
        });
        return command;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= MaxName && !name.Any(char.IsControl);
}
