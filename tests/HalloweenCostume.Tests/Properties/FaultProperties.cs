using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Properties;

/// <param name="Faults">Each with how often it strikes, from the first chance on that it has.</param>
/// <param name="CancelAfterMs">Null: nobody cancels.</param>
public sealed record Trouble(int Images, IReadOnlyList<(string Fault, int Times)> Faults, int? CancelAfterMs)
{
    // Those two move more bytes than a test of many has time for; others try them.
    private static readonly string[] _faults =
        [.. Enum.GetValues<FalFault>().Except([FalFault.PictureHuge, FalFault.PictureBomb]).Select(FalFaultSetting.NameOf)];

    public static Gen<Trouble> Any() =>
        from images in Gen.Choose(1, 4)
        from faults in (from fault in Gen.Elements(_faults)
                        from times in Gen.Frequency((4, Gen.Choose(1, 4)), (1, Gen.Constant(1_000)))
                        select (fault, times)).ListOf(3)
        from cancel in Gen.Frequency((5, Gen.Constant((int?)null)), (1, Gen.Choose(0, 1_500).Select(ms => (int?)ms)))
        select new Trouble(images, [.. faults], cancel);

    public override string ToString() => $"{Images} images, cancelled after {CancelAfterMs?.ToString() ?? "no"} ms: {string.Join(", ", Faults)}";
}

/// <summary>Runs side by side: most of their time is waiting.</summary>
public sealed record Troubles(IReadOnlyList<Trouble> All)
{
    public static Arbitrary<Troubles> Any() => Trouble.Any().ListOf(16).Select(all => new Troubles([.. all])).ToArbitrary();

    public override string ToString() => string.Join('\n', All);
}

/// <summary>The real steps over the real queue protocol.</summary>
[Properties(Arbitrary = [typeof(Troubles)], QuietOnSuccess = true)]
public sealed class FaultProperties
{
    [Property(MaxTest = 1)]
    public async Task Whatever_fal_does_in_whatever_order_each_image_ends_with_a_reason_or_a_picture(Troubles troubles)
    {
        var faults = new FalFaults(seed: 1) { DripDelay = TimeSpan.FromMilliseconds(100), SlowAnswer = TimeSpan.FromSeconds(1) };
        for (var number = 0; number < troubles.All.Count; number++)
        {
            var end = $" case{number}.";
            foreach (var (fault, times) in troubles.All[number].Faults)
            {
                var left = times;
                faults.When(Enum.GetValues<FalFault>().First(known => FalFaultSetting.NameOf(known) == fault),
                    moment => moment.Prompt?.EndsWith(end, StringComparison.Ordinal) == true && left-- > 0);
            }
        }

        await using var host = await LocalHost.StartAsync(
            new() { RunTime = TimeRange.Milliseconds(20, 60), Concurrency = 200, Faults = faults },
            new Dictionary<string, string?> { ["GENERATION_TIMEOUT_MINUTES"] = "0.05" }, configure: Hurry.With);
        await Task.WhenAll(troubles.All.Select(async (trouble, number) => Assert.All(
            (await RunAsync(host, trouble, number)).Images(),
            image => Assert.True(
                image.Status() is "ready" or "cancelled" || (image.Status() is "failed" or "blocked" && image.GetProperty("error").GetString() is { Length: > 20 }),
                $"{trouble} ended as {image}"))));

        await DataFolder.AssertSoundAsync(host.Folder);
    }

    private static async Task<System.Text.Json.JsonElement> RunAsync(LocalHost host, Trouble trouble, int number)
    {
        var asked = await host.Http.GenerateAsync(trouble.Images, "respond-async", $"johndoe case{number}.");
        if (trouble.CancelAfterMs is { } pause)
        {
            await Task.Delay(pause);
            using (await host.Http.DeleteAsync($"/api/generations/{asked.Id()}")) { }
        }

        return await host.Http.EndedAsync(asked.Id(), 40);
    }
}
