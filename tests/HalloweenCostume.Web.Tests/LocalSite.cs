using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Web.Tests;

/// <summary>The local host as its own process, in its demo, with a data folder of its own. As a fixture it has the default settings.</summary>
public sealed class LocalSite : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("halloween-site-");
    private readonly Dictionary<string, string?> settings;
    private LocalProcess? process;

    public LocalSite()
        : this([])
    {
    }

    private LocalSite(Dictionary<string, string?> settings) => this.settings = new(settings);

    /// <summary>Stays the same when the site goes away and comes back.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0/");

    /// <summary>Its <c>DATA_DIR</c>.</summary>
    public string Folder => folder.FullName;

    /// <summary>A site of one test, which disposes of it.</summary>
    /// <param name="settings">Such as <c>DEMO_FAULTS</c> or <c>DEMO_RUN_MS</c>.</param>
    public static async Task<LocalSite> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var site = new LocalSite(settings ?? []);
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
        process = await LocalProcess.ServeAsync(Folder, settings);
        Address = process.Http.BaseAddress!;
        settings["ASPNETCORE_URLS"] = Address.GetLeftPart(UriPartial.Authority);
    }

    /// <inheritdoc cref="SeededPictures.AddAsync"/>
    public Task<long> AddPicturesAsync(int profile, int count, int perDay = 40) => SeededPictures.AddAsync(Folder, profile, count, perDay);

    /// <summary>The server is gone at once, as after a power cut; what it kept stays.</summary>
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
        if (process is not null)
            await process.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
