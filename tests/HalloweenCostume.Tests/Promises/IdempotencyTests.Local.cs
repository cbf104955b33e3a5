using System.Net;
using System.Text.RegularExpressions;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Promises;

/// <summary>A folder that one host leaves to the next.</summary>
public sealed partial class IdempotencyTests
{
    [Fact]
    public async Task A_key_finds_its_generation_after_a_restart_too()
    {
        using var folder = new TestFolder();
        (HttpStatusCode Status, string Body) before, after;
        await using (var host = await LocalHost.StartAsync(settings: _settings, folder: folder.Path))
            before = await AskAsync(host, "twice");

        await using (var host = await LocalHost.StartAsync(settings: _settings, folder: folder.Path))
        {
            after = await AskAsync(host, "twice");
            Assert.Empty(host.Fal.Journal.Submits);
            Assert.Equal(Relative(before.Body), Relative(after.Body));
        }

        Assert.Equal(HttpStatusCode.OK, after.Status);
    }

    // Each host has a port of its own; all else is the same.
    private static string Relative(string body) => Regex.Replace(body, "http://127.0.0.1:[0-9]+", "");
}
