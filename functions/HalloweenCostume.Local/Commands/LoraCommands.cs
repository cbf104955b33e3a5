using System.CommandLine;
using System.Globalization;
using HalloweenCostume.Local.Loras;
using HalloweenCostume.Loras;
using HalloweenCostume.People;

namespace HalloweenCostume.Local.Commands;

internal static class LoraCommands
{
    public static Command Build() => new("loras", "The LoRA models: weights trained on a person's face.") { Add(), List(), Remove() };

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
            if (lora.Url is not null && await LoraUrl.RefusalAsync(lora.Url, cancellationToken) is { } words)
                return await Operator.RefuseAsync($"--url: {words}");
            if (!services.GetRequiredService<PeopleDb>().Exists(lora.PersonId))
                return await Operator.RefuseAsync($"--person: nobody has the id {lora.PersonId}. 'people list' shows the ids.");
            if (await AddAsync(lora, parsed.GetValue(file), services, cancellationToken) is not { } id)
                return 1;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Added model {id} of person {lora.PersonId}, called up by '{lora.TriggerWord}'"));
            return 0;
        });
        return command;
    }

    private static string? Refusal(NewLora lora, FileInfo? file) =>
        lora.TriggerWord.Length is 0 or > 50 || lora.TriggerWord.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? "--trigger: give one word of 1 to 50 characters."
        : lora.Scale is not (> 0 and <= 4) ? "--scale: give a number above 0 and at most 4."
        : file is null == lora.Url is null ? "Give either --file or --url."
        : file is { Exists: false } ? $"--file: there is no file '{file.FullName}'."
        : null;

    private static async Task<long?> AddAsync(NewLora lora, FileInfo? file, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (file is null)
            return await services.GetRequiredService<LoraDb>().AddAsync(lora, cancellationToken);
        await using var weights = file.OpenRead();
        if (await Safetensors.CheckAsync(weights, cancellationToken) is { } wrong)
        {
            await Operator.RefuseAsync($"--file: '{file.FullName}' {wrong}.");
            return null;
        }

        weights.Position = 0;
        return await services.GetRequiredService<LoraFiles>().AddAsync(lora.PersonId, lora.TriggerWord, lora.Scale, lora.Shared, weights, cancellationToken);
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the models in use.");
        command.Does((_, services, _) =>
        {
            Operator.Print(["ID", "PERSON", "TRIGGER", "SCALE", "SHARED", "WEIGHTS"], services.GetRequiredService<LoraDb>().Listing().Select(lora => new[]
            {
                lora.Id.ToString(CultureInfo.InvariantCulture), $"{lora.FirstName} {lora.LastName}", lora.TriggerWord,
                lora.Scale.ToString(CultureInfo.InvariantCulture), lora.Shared == 1 ? "yes" : "no", lora.Url ?? lora.ObjectName!,
            }));
            return Task.FromResult(0);
        });
        return command;
    }

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
