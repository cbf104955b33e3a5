using System.Collections.Concurrent;
using System.Text.Json;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Infra;

/// <summary>What a deployment would make: Bicep evaluates the templates as Azure does, conditions included, without Azure.</summary>
/// <param name="resources">What is known only in Azure stands there as an expression in square brackets.</param>
internal sealed class AzurePlan(JsonElement resources)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<AzurePlan>>> _plans = new();

    public static Task<AzurePlan> Default => With("false");

    public static Task<AzurePlan> WithScheduler => With("true");

    public IReadOnlyList<JsonElement> All { get; } = [.. resources.EnumerateArray()];

    /// <summary>The app's settings as an expression of pairs: <c>'NAME', value</c>.</summary>
    public string Settings => One("Microsoft.Web/sites/config", "appsettings").GetProperty("properties").GetString()!;

    public IEnumerable<JsonElement> Of(string type) => All.Where(resource => resource.GetProperty("type").GetString() == type);

    /// <param name="name">The last part of its name; by default any, of which there must be one.</param>
    public JsonElement One(string type, string? name = null) =>
        Assert.Single(Of(type), resource => name is null || resource.GetProperty("name").GetString()!.Split('/')[^1] == name);

    private static Task<AzurePlan> With(string scheduler) =>
        _plans.GetOrAdd(scheduler, _ => new(async () => new(await SnapshotAsync(scheduler)))).Value;

    private static async Task<JsonElement> SnapshotAsync(string scheduler)
    {
        using var folder = new TestFolder();
        foreach (var file in Directory.EnumerateFiles(Bicep.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = folder.Below(Path.GetRelativePath(Bicep.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var environment = Bicep.Parameters;
        environment["DURABLE_TASK_SCHEDULER"] = scheduler;
        var result = await Bicep.RunAsync(folder.Path, environment, "snapshot", "main.bicepparam", "--mode", "overwrite", "--location", "westeurope",
            "--resource-group", "party", "--subscription-id", Guid.Empty.ToString(), "--tenant-id", Guid.Empty.ToString());
        Assert.Equal((0, ""), result);
        using var snapshot = JsonDocument.Parse(await File.ReadAllTextAsync(folder.Below("main.snapshot.json")));
        Assert.Equal(0, snapshot.RootElement.GetProperty("diagnostics").GetArrayLength());
        return snapshot.RootElement.GetProperty("predictedResources").Clone();
    }
}
