using HalloweenCostume.Access;
using HalloweenCostume.Data;
using HalloweenCostume.Generations;
using HalloweenCostume.Http;
using HalloweenCostume.Local.Demo;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Local.Generations;
using HalloweenCostume.Local.Http;
using HalloweenCostume.Local.Loras;
using HalloweenCostume.Local.Site;
using HalloweenCostume.Local.Storage;
using HalloweenCostume.Loras;
using HalloweenCostume.Settings;
using HalloweenCostume.Storage;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HalloweenCostume.Local;

/// <summary>The embedded host: the site, the API and, without a key for fal, the demo's fal, in one process.</summary>
public static partial class LocalApp
{
    private static readonly string _web = Path.Combine(AppContext.BaseDirectory, "web");

    /// <param name="settings">Goes before the environment; for tests.</param>
    /// <exception cref="SettingsException">With every setting that is missing or senseless.</exception>
    /// <exception cref="InvalidDataException">The site has lost its headers.</exception>
    public static async Task<WebApplication> BuildAsync(
        IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? configure = null, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        LocalLogging.Configure(builder.Logging);
        var reader = new SettingsReader(builder.Configuration);
        var local = LocalOptions.From(reader);
        var folder = FolderOptions.From(reader);
        reader.ThrowIfRefused();
        var site = SiteConfig.Read(_web);
        var folderLock = new FolderLock(folder);

        builder.WebHost.UseUrls(local.Urls);
        // A line that ends in LF alone is two lines to one reader and one to another: https://github.com/dotnet/aspnetcore/issues/66724
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddSingleton(local);
        builder.Services.AddStopInTime(local.FinishWithin);
        builder.Services.AddSingleton(new LocalLimits());
        builder.Services.AddOptions<KestrelServerOptions>().Configure<LocalLimits>((kestrel, limits) => limits.Apply(kestrel));
        var demo = local.Demo ? await DemoFal.StartAsync(builder.Configuration, folder, cancellationToken) : null;
        if (demo is not null)
            // By a factory: what a container is handed ready-made it does not dispose of.
            builder.Services.AddSingleton(_ => demo);
        builder.Services.AddHalloweenCostume(builder.Configuration, local.Demo, local.Open);
        builder.Services.AddFolder(folder);
        builder.Services.AddSiteCompression();
        AddAdapters(builder.Services);
        // By a factory, so that it is let go with the app.
        builder.Services.AddSingleton(_ => folderLock);
        builder.Services.AddHostedService<LocalHousekeeping>();
        builder.Services.AddHostedService<LocalBackups>();
        configure?.Invoke(builder.Services);
        return await PrepareAsync(builder.Build(), local, site, cancellationToken);
    }

    /// <summary>What lies in the folder, for the server and for the operator's commands.</summary>
    internal static IServiceCollection AddFolder(this IServiceCollection services, FolderOptions folder) => services
        .AddSingleton(folder)
        .AddSingleton<FolderObjectStore>()
        .AddSingleton<IObjectStore>(provider => provider.GetRequiredService<FolderObjectStore>());

    private static void AddAdapters(IServiceCollection services) => services
        .AddSingleton<DemoData>()
        .AddSingleton<HalloweenCostume.Fal.FalStorage>()
        .AddSingleton<ILoraUrls, FalStorageLoraUrls>()
        .AddSingleton<LocalGenerationRunner>()
        .AddSingleton<IGenerationRunner>(provider => provider.GetRequiredService<LocalGenerationRunner>())
        .AddHostedService(provider => provider.GetRequiredService<LocalGenerationRunner>());

    private static async Task<WebApplication> PrepareAsync(WebApplication app, LocalOptions local, SiteConfig site, CancellationToken cancellationToken)
    {
        app.Services.GetRequiredService<FolderLock>();
        if (Migrations.Run(app.Services.GetRequiredService<DatabaseOptions>(), app.Services.GetRequiredService<Database>()) is { } copy)
            LogMigrated(app.Logger, copy);
        app.Services.GetRequiredService<FolderObjectStore>().ClearDrafts();
        app.Services.GetRequiredService<ScratchOptions>().Clear();
        if (local.Demo)
        {
            app.Services.GetRequiredService<FalEmulator>();
            await app.Services.GetRequiredService<DemoData>().AddAsync(cancellationToken);
        }

        app.UseCommonHeaders();
        app.UseErrorAnswers();
        app.UseAllowedOrigins(FolderObjectStore.Route, FolderObjectStore.UploadRoute);
        if (local.Open)
            app.UseLoopbackNamesOnly();
        app.UseRouting();
        app.UseAccess(ApiRoutes.TemplateOf);
        app.UseSite(_web, site);
        app.MapApi();
        app.MapObjects();
        app.Lifetime.ApplicationStarted.Register(() => Greet(app, local));
        return app;
    }

    private static void Greet(WebApplication app, LocalOptions local)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("HalloweenCostume");
        foreach (var url in app.Urls)
            LogListening(logger, url);
        if (local.Demo)
            LogDemo(logger);
        else if (app.Services.GetRequiredService<HalloweenCostume.People.PeopleDb>().All().Count == 0)
            LogNobody(logger);
        if (!local.Open && !HasAdmin(app))
            LogNoKeys(logger);
        if (local.InTheClear)
            LogInTheClear(logger);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Now listening on: {Url} - open it in a browser; Ctrl+C stops it")]
    private static partial void LogListening(ILogger logger, string url);

    [LoggerMessage(Level = LogLevel.Information, Message = "This is the demo: pictures are drawn, not generated. Set FAL_KEY to a key of fal.ai to generate them")]
    private static partial void LogDemo(ILogger logger);

    private static bool HasAdmin(WebApplication app) => app.Services.GetRequiredService<AccessOptions>().AdminKeyHash is not null
        || app.Services.GetRequiredService<AccessKeyDb>().AnyUsable();

    [LoggerMessage(Level = LogLevel.Information, Message = "Nobody can come in yet: 'keys issue --admin --name Me' prints a link that can (see --help)")]
    private static partial void LogNoKeys(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This address is open to the network without https: whoever listens there can read keys and pictures. Fine at home; elsewhere put it behind a proxy or tunnel with https")]
    private static partial void LogInTheClear(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database was brought to this program's schema; as it was before it is kept as {Copy}")]
    private static partial void LogMigrated(ILogger logger, string copy);

    [LoggerMessage(Level = LogLevel.Information, Message = "There is nobody yet: add people with 'people add' and their models with 'loras add' (see --help)")]
    private static partial void LogNobody(ILogger logger);
}
