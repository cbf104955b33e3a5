using HalloweenCostume.Local.Demo.Fal;

namespace HalloweenCostume.Tests.Hosting;

internal static class FalSettings
{
    /// <summary>What leads a host to this emulator, with more settings over it.</summary>
    public static Dictionary<string, string?> Settings(this FalEmulator fal, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["FAL_KEY"] = fal.Key,
            ["FAL_QUEUE_URL"] = fal.QueueUrl.AbsoluteUri,
            ["FAL_REST_URL"] = fal.RestUrl.AbsoluteUri,
            ["FAL_MEDIA_HOSTS"] = fal.MediaHost,
        };
        foreach (var (name, value) in more)
            settings[name] = value;
        return settings;
    }

    /// <summary>A folder with the demo's people and models in it, for a host with a fal of its own.</summary>
    public static async Task AddSamplesAsync(string folder)
    {
        await using var host = await LocalHost.StartAsync(folder: folder);
    }
}
