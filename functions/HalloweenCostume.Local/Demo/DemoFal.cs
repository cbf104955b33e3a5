using System.Globalization;
using HalloweenCostume.Local.Demo.Art;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Local.Storage;
using HalloweenCostume.Settings;

namespace HalloweenCostume.Local.Demo;

/// <summary>Starts the demo's fal and points the settings to it, so that the rest of the program talks to it as to any other.</summary>
internal static class DemoFal
{
    public static async Task<FalEmulator> StartAsync(ConfigurationManager configuration, FolderOptions folder, CancellationToken cancellationToken)
    {
        var settings = new SettingsReader(configuration);
        var options = new FalEmulatorOptions
        {
            StateFolder = Path.Combine(folder.DataFolder, "demo-fal"),
            RunTime = Milliseconds(settings, "DEMO_RUN_MS", 1_200, 2_400),
            Concurrency = (int)settings.Duration("DEMO_CONCURRENCY", TimeSpan.FromTicks(1), 2, 1, 1000).Ticks,
            Faults = Faults(settings),
            Artist = picture => Artist.Draw(picture.Prompt, picture.Seed, picture.Width, picture.Height, picture.PersonName, picture.Format == "png" ? PictureFormat.Png : PictureFormat.Jpeg),
        };
        settings.ThrowIfRefused();
        var emulator = await FalEmulator.StartAsync(options, null, null, cancellationToken);
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["FAL_KEY"] = emulator.Key,
            ["FAL_QUEUE_URL"] = emulator.QueueUrl.AbsoluteUri,
            ["FAL_REST_URL"] = emulator.RestUrl.AbsoluteUri,
            ["FAL_MEDIA_HOSTS"] = emulator.MediaHost,
        });
        return emulator;
    }

    // For tests of the program as a process: "300" or "300-700".
    private static TimeRange Milliseconds(SettingsReader settings, string name, double min, double max)
    {
        if (settings.Optional(name) is not { } text)
            return TimeRange.Milliseconds(min, max);
        var ends = text.Split('-');
        if (ends.Length <= 2
            && double.TryParse(ends[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out min)
            && double.TryParse(ends[^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out max) && max >= min)
            return TimeRange.Milliseconds(min, max);
        settings.Refuse(name, $"'{text}' should be milliseconds such as 300 or 300-700.");
        return default;
    }

    private static FalFaults Faults(SettingsReader settings)
    {
        try
        {
            return FalFaultSetting.Parse(settings.Text("DEMO_FAULTS", ""));
        }
        catch (FormatException exception)
        {
            settings.Refuse("DEMO_FAULTS", exception.Message);
            return new();
        }
    }
}
