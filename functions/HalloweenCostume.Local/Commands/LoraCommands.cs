using System.CommandLine;
using System.Globalization;
using HalloweenCostume.Loras;
using HalloweenCostume.People;

namespace HalloweenCostume.Local.Commands;

internal static class LoraCommands
{
    public static Command Build() => new("loras", "The LoRA models: weights trained on a person's face.") { Add(), List(), Change(), Remove() };

    private static Command Add()
    {
        var person = new Option<long>("--person") { Description = "The id of the person whose face it is (see 'people list').", Required = true };
        var trigger = new Option<string>("--trigger") { Description = "The trigger word that calls the face up in a prompt, as it was trained.", Required = true };
        var file = new Option<FileInfo?>("--file") { Description = "The safetensors file; it is copied into DATA_DIR." };
        var url = new Option<string?>("--url") { Description = "Or an https address where fal can read it (http only for this machine itself)." };
        var scale = new Option<double>("--scale") { Description = "How strongly the weights act, above 0 to 4.", DefaultValueFactory = _ => 1 };
        var shared = new Option<bool>("--shared") { Description = "Everybody may use it, not only its person." };
        var command = new Command("add", "Adds a model and prints its id.") { person, trigger, file, url, scale, shared };
        command.Does(async (parsed, services, cancellationToken) =>
        {
            var lora = new NewLora(parsed.GetValue(person), parsed.GetRequiredValue(trigger).Trim(), parsed.GetValue(scale), parsed.GetValue(shared), null, parsed.GetValue(url)?.Trim());
            if (Refusal(lora, parsed.GetValue(file)) is { } refusal)
                return await Operator.RefuseAsync(refusal);
            if (lora.Url is { } address && await LoraUrl.RefusalAsync(address, cancellationToken) is { } wrong)
                return await Operator.RefuseAsync($"--url: {wrong}");
            if (!services.GetRequiredService<PeopleDb>().IsKnown(lora.PersonId))
                return await Operator.RefuseAsync($"--person: nobody has the id {lora.PersonId}. 'people list' shows the ids.");
            if (await AddAsync(lora, parsed.GetValue(file), services, cancellationToken) is not { } id)
                return 1;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Added model {id} of person {lora.PersonId}, called up by '{lora.TriggerWord}'"));
            return 0;
        });
        return command;
    }

    private static string? Refusal(NewLora lora, FileInfo? file) =>
        LoraRules.TriggerWord(lora.TriggerWord) is { } trigger ? $"--trigger: {trigger}"
        : LoraRules.Scale(lora.Scale) is { } scale ? $"--scale: {scale}"
        : file is null == lora.Url is null ? "Give either --file or --url."
        : file is { Exists: false } ? $"--file: there is no file '{file.FullName}'."
        : file is not null && LoraRules.Size(file.Length) is { } size ? $"--file: its size {size}"
        : null;

    private static async Task<long?> AddAsync(NewLora lora, FileInfo? file, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (file is null)
            return await services.GetRequiredService<LoraDb>().AddAsync(lora, cancellationToken);
        await using var weights = file.OpenRead();
        if (await Safetensors.CheckAsync(weights, weights.Length, cancellationToken) is { } wrong)
        {
            await Operator.RefuseAsync($"--file: '{file.FullName}' {wrong}.");
            return null;
        }

        weights.Position = 0;
        return await services.GetRequiredService<LoraFiles>().AddAsync(lora, weights, cancellationToken);
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the models, retired ones too.");
        command.Does((_, services, _) =>
        {
            Operator.Print(["ID", "PERSON", "TRIGGER", "SCALE", "SHARED", "WEIGHTS", "ALSO FOR", "RETIRED"], services.GetRequiredService<LoraDb>().Records().Select(lora => new[]
            {
                lora.Id.ToString(CultureInfo.InvariantCulture), $"{lora.FirstName} {lora.LastName}", lora.Trigger,
                lora.Scale.ToString(CultureInfo.InvariantCulture), lora.Shared ? "yes" : "no", lora.Url ?? Size(lora.SizeBytes),
                lora.UserIds.Count > 0 ? string.Join(", ", lora.UserIds) : "-",
                lora.RetiredAt?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-",
            }));
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Change()
    {
        var id = new Argument<long>("id") { Description = "The model's id (see 'loras list')." };
        var trigger = new Option<string?>("--trigger") { Description = "Another trigger word." };
        var scale = new Option<double?>("--scale") { Description = "How strongly the weights act, above 0 to 4." };
        var shared = new Option<bool?>("--shared") { Description = "Whether everybody may use it: true or false." };
        var users = new Option<long[]?>("--users") { Description = "The ids of those who may use it besides its person; takes the place of the earlier ones.", AllowMultipleArgumentsPerToken = true };
        var retired = new Option<bool?>("--retired") { Description = "Whether it is out of use: true or false." };
        var command = new Command("change", "Changes a model: what is not given stays.") { id, trigger, scale, shared, users, retired };
        command.Does(async (parsed, services, cancellationToken) =>
        {
            var change = new LoraChange(
                parsed.GetValue(trigger)?.Trim(), parsed.GetValue(scale), parsed.GetValue(shared), parsed.GetResult(users) is null ? null : parsed.GetValue(users) ?? [], parsed.GetValue(retired));
            if (change.TriggerWord is { } word && LoraRules.TriggerWord(word) is { } wrongWord)
                return await Operator.RefuseAsync($"--trigger: {wrongWord}");
            if (change.Scale is { } strength && LoraRules.Scale(strength) is { } wrongScale)
                return await Operator.RefuseAsync($"--scale: {wrongScale}");
            var changed = await services.GetRequiredService<LoraDb>().ChangeAsync(parsed.GetValue(id), change, cancellationToken);
            if (changed is null)
                return await Operator.RefuseAsync($"No model has the id {parsed.GetValue(id)}. 'loras list' shows the ids.");
            if (changed is false)
                return await Operator.RefuseAsync("--users: one of these people does not exist. 'people list' shows the ids.");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Changed model {parsed.GetValue(id)}"));
            return 0;
        });
        return command;
    }

    private static string Size(long? bytes) => bytes is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known / 1_000_000.0:F1} MB") : "file";

    private static Command Remove()
    {
        var id = new Argument<long>("id") { Description = "The model's id (see 'loras list')." };
        var command = new Command("remove", "Takes a model out of use and deletes its file here; its pictures stay.") { id };
        command.Does(async (parsed, services, cancellationToken) =>
        {
            var lora = parsed.GetValue(id);
            if (!await services.GetRequiredService<LoraFiles>().RemoveAsync(lora, cancellationToken))
                return await Operator.RefuseAsync($"No model in use has the id {lora}. 'loras list' shows the ids.");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Removed model {lora}"));
            return 0;
        });
        return command;
    }
}
