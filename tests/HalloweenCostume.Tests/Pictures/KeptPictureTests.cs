using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Pictures;

/// <summary>What lies in the store, and is served, says nothing of what fal's picture said.</summary>
public sealed class KeptPictureTests
{
    [Theory]
    [InlineData(".jpg", 1)]
    [InlineData(".jpg", 6)]
    [InlineData(".png", 1)]
    [InlineData(".webp", 8)]
    public async Task A_picture_is_kept_without_its_metadata(string format, int orientation)
    {
        var sent = TellingPicture.Make(format, orientation);
        await using var host = await LocalHost.StartAsync(new() { RunTime = TimeRange.Milliseconds(20, 20), Artist = _ => sent });

        var image = (await host.Http.GenerateAsync()).Images().Single();

        Assert.True(TellingPicture.Tells(await host.Http.GetByteArrayAsync(ResultOf(host.Fal))), "fal's own picture should tell.");
        var objects = DataFolder.Objects(host.Folder);
        Assert.Equal(2, objects.Count);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(host.Folder, "objects"), "*", SearchOption.AllDirectories))
            Assert.False(TellingPicture.Tells(await File.ReadAllBytesAsync(file)), file);
        var served = await host.Http.GetByteArrayAsync(image.GetProperty("signedUrl").GetString());
        using var seen = TellingPicture.Load(served);
        Assert.Equal((seen.Width, seen.Height), (image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32()));
        Assert.Equal(orientation >= 5, seen.Width < seen.Height);
        using var thumbnail = TellingPicture.Load(await host.Http.GetByteArrayAsync(image.GetProperty("thumbnailUrl").GetString()));
        Assert.Equal(seen.Width < seen.Height, thumbnail.Width < thumbnail.Height);
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    private static Uri ResultOf(FalEmulator fal) => new(fal.QueueUrl, fal.Journal.Calls.Last(call => call.Kind == FalCallKind.Download).Path);
}
