using HalloweenCostume.Local;
using HalloweenCostume.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Web.Tests;

/// <summary>The local host in its demo, on a real port, with a data folder of its own. As a fixture it has the default settings.</summary>
public sealed class LocalSite : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("halloween-site-");
    private readonly Dictionary<string, string?> settings;
    private readonly bool mortal;
    private WebApplication? app;
    private LocalProcess? process;

    public LocalSite()
        : this([], mortal: false)
    {
    }

    private LocalSite(Dictionary<string, string?> settings, bool mortal) => (this.settings, this.mortal) = (new(settings), mortal);

    /// <summary>Stays the same when the site goes away and comes back.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0/");

    /// <summary>Its <c>DATA_DIR</c>.</summary>
    public string Folder => folder.FullName;

    /// <summary>A site of one test, which disposes of it.</summary>
    /// <param name="settings">Such as <c>DEMO_FAULTS</c> or <c>DEMO_RUN_MS</c>.</param>
    /// <param name="mortal">Whether it is a process of its own, that can be killed and come back.</param>
    public static async Task<LocalSite> StartAsync(Dictionary<string, string?>? settings = null, bool mortal = false)
    {
        var site = new LocalSite(settings ?? [], mortal);
        try
        {
            await site.InitializeAsync();
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public async Task InitializeAsync()
    {
        if (mortal)
        {
            process = await LocalProcess.ServeAsync(Folder, settings);
            Address = process.Http.BaseAddress!;
            settings["ASPNETCORE_URLS"] = Address.GetLeftPart(UriPartial.Authority);
            return;
        }

        app = await LocalApp.BuildAsync(
            new Dictionary<string, string?>(settings) { ["DATA_DIR"] = Folder, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["STOP_SECONDS"] = "0" },
            services => services.AddLogging(logging => HostLog.AddTo(logging.ClearProviders())));
        await app.StartAsync();
        Address = new(app.Urls.First());
    }

    /// <inheritdoc cref="SeededPictures.AddAsync"/>
    public Task<long> AddPicturesAsync(int profile, int count, int perDay = 40) => SeededPictures.AddAsync(Folder, profile, count, perDay);

    /// <summary>The mortal server is gone at once, as after a power cut; what it kept stays.</summary>
    public Task StopAsync() => process!.KillAsync();

    /// <summary>The server is back, on the same port and with the same folder.</summary>
    /// <param name="changes">Settings that are others now, or none when null.</param>
    public async Task StartAgainAsync(Dictionary<string, string?>? changes = null)
    {
        await process!.DisposeAsync();
        foreach (var (name, value) in changes ?? [])
            settings[name] = value;
        await InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        if (app is not null)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await app.StopAsync(patience.Token);
            await app.DisposeAsync();
        }

        if (process is not null)
            await process.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
