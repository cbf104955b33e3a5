using System.Text.Json;
using HalloweenCostume.Http;
using HalloweenCostume.Local;
using HalloweenCostume.Local.Demo;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Tests.BothHosts;

/// <summary>The embedded host and the Azure host side by side, with the same people, models and pictures.</summary>
public class TwoHosts : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("halloween-").FullName;
    private FalEmulator? _fal;
    private WebApplication? _local;
    private LocalHost? _azure;

    private protected virtual Dictionary<string, string?> Settings { get; } = new()
    {
        ["ALLOWED_ORIGINS"] = "https://party.example", ["RATE_IMAGES_PER_HOUR"] = "1000", ["RATE_IMAGES_PER_DAY"] = "1000",
    };

    /// <summary>Every route of the embedded host, as <c>GET users</c>.</summary>
    internal IEnumerable<string> LocalRoutes => _local!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(Routes.Prefix, StringComparison.Ordinal))
        .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods, (endpoint, method) => $"{method} {endpoint.RoutePattern.RawText![Routes.Prefix.Length..]}");

    internal Side Local { get; private set; } = null!;

    internal Side Azure { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _fal = await FalEmulator.StartAsync(new() { RunTime = TimeRange.Milliseconds(20, 40), Concurrency = 100 }, null, null, CancellationToken.None);
        _local = await LocalApp.BuildAsync(
            new Dictionary<string, string?>(Settings)
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["DATA_DIR"] = _folder,
                ["STOP_SECONDS"] = "0",
                ["FAL_KEY"] = _fal.Key,
                ["FAL_QUEUE_URL"] = _fal.QueueUrl.AbsoluteUri,
                ["FAL_REST_URL"] = _fal.RestUrl.AbsoluteUri,
                ["FAL_MEDIA_HOSTS"] = _fal.MediaHost,
            },
            services => services.AddLogging(logging => logging.ClearProviders()));
        await _local.Services.GetRequiredService<DemoData>().AddAsync(CancellationToken.None);
        await _local.StartAsync();
        _azure = await LocalHost.StartAsync(settings: Settings);
        Local = await PrepareAsync(new() { BaseAddress = new(_local.Urls.First()) }, _fal);
        Azure = await PrepareAsync(_azure.Http, _azure.Fal);
    }

    public async Task DisposeAsync()
    {
        Local?.Http.Dispose();
        if (_local is not null)
            await _local.DisposeAsync();
        if (_fal is not null)
            await _fal.DisposeAsync();
        if (_azure is not null)
            await _azure.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private protected virtual async Task<Side> PrepareAsync(HttpClient http, FalEmulator fal)
    {
        fal.Faults.When(FalFault.RequestBlocked, moment => moment.Prompt!.Contains("forbidden", StringComparison.Ordinal));
        // One by one: which of two is ready first is chance.
        await GenerateAsync(http, "johndoe as a bat");
        var ready = await GenerateAsync(http, "johndoe as a ghost", "key");
        var blocked = await GenerateAsync(http, "a forbidden johndoe");
        var gone = await GenerateAsync(http, "johndoe in a hurry");
        using var deleted = await http.DeleteAsync($"/api/images/1/{gone.Images()[0].Id()}");
        using var found = await http.GetAsync($"/api/generations/{ready.Id()}");
        return new(http, new()
        {
            ["{generation}"] = ready.Id(), ["{image}"] = ready.Images()[0].Id(), ["{etag}"] = found.Headers.ETag!.ToString(),
            ["{blocked}"] = blocked.Id(), ["{blockedImage}"] = blocked.Images()[0].Id(), ["{gone}"] = gone.Images()[0].Id(),
            ["{cursor}"] = (await http.GetJsonAsync("/api/images/1?limit=1")).GetProperty("nextCursor").GetString()!,
        });
    }

    private static async Task<JsonElement> GenerateAsync(HttpClient http, string prompt, string? key = null)
    {
        using var made = await http.SendAsync(Api.Generate(new { prompt, loraId = 1, num_images = 1, seed = 5 }, key: key));
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        return await made.JsonAsync();
    }

    /// <param name="Names">What stands in the tests' requests for the ids of this side.</param>
    internal sealed record Side(HttpClient Http, Dictionary<string, string> Names);
}
