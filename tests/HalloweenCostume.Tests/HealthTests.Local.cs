using System.Net;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests;

/// <summary>The host's own store.</summary>
public sealed partial class HealthTests
{
    [Fact]
    public async Task A_store_that_cannot_be_written_is_found()
    {
        var objects = Path.Combine(_host.Folder, "objects");
        Directory.Delete(objects, recursive: true);
        await File.WriteAllTextAsync(objects, "in the way");

        var checks = await FailingAsync();

        Assert.Equal(("failing", "ok"), (checks.GetProperty("store").Status(), checks.GetProperty("database").Status()));
        Assert.DoesNotContain(_host.Folder, checks.ToString(), StringComparison.Ordinal);
        using var shallow = await _host.Http.GetAsync("/api/health");
        Assert.Equal(HttpStatusCode.OK, shallow.StatusCode);
    }
}
