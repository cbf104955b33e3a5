using System.Data.Common;
using HalloweenCostume.Access;
using HalloweenCostume.Backups;
using HalloweenCostume.Data;
using HalloweenCostume.Fal;
using HalloweenCostume.Gallery;
using HalloweenCostume.Generations;
using HalloweenCostume.Health;
using HalloweenCostume.Http;
using HalloweenCostume.Loras;
using HalloweenCostume.People;
using HalloweenCostume.Pictures;
using HalloweenCostume.Rates;
using HalloweenCostume.Settings;
using HalloweenCostume.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HalloweenCostume;

public static class HalloweenCostumeServices
{
    /// <summary>
    /// The whole product but for what the two hosts do each in their own way, which they register themselves:
    /// <see cref="IObjectStore"/>, <see cref="ILoraUrls"/> and <see cref="IGenerationRunner"/>.
    /// </summary>
    /// <param name="demo">Whether fal is the emulator.</param>
    /// <param name="open">Whether whoever reaches the host may do everything, without a key.</param>
    /// <exception cref="SettingsException">With every setting that is missing or senseless.</exception>
    public static IServiceCollection AddHalloweenCostume(this IServiceCollection services, IConfiguration configuration, bool demo, bool open)
    {
        var settings = new SettingsReader(configuration);
        services.AddHalloweenCostume(settings, demo, open);
        settings.ThrowIfRefused();
        return services;
    }

    /// <summary>The same for a host that has settings of its own: it asks <paramref name="settings"/> at the end whether any was refused.</summary>
    public static IServiceCollection AddHalloweenCostume(this IServiceCollection services, SettingsReader settings, bool demo, bool open)
    {
        services.AddSingleton(FalOptions.From(settings, demo));
        services.AddSingleton(StorageOptions.From(settings));
        services.AddSingleton(GenerationOptions.From(settings));
        services.AddSingleton(ScratchOptions.From(settings));
        services.AddSingleton(BackupOptions.From(settings));
        services.AddHalloweenCostumeData(DatabaseOptions.From(settings), AccessOptions.From(settings, open), RateOptions.From(settings, open));
        var origins = AllowedOrigins.From(settings);

        services.TryAddSingleton(new FalTimeouts());
        services.AddFalHttp();
        return services
            .AddSingleton(origins)
            .AddCors(cors => cors.AddDefaultPolicy(origins.Configure))
            .AddSingleton<FalAccount>()
            .AddSingleton<FalWatch>()
            .AddSingleton<PictureKeeper>()
            .AddSingleton<PictureLinksFactory>()
            .AddSingleton<GenerationWatcher>()
            .AddSingleton<ImageWork>()
            .AddSingleton<ObjectSweep>()
            .AddSingleton<Housekeeping>()
            .AddSingleton<Attempts>()
            .AddSingleton<SameOrigin>()
            .AddSingleton<AccessGuard>()
            .AddSingleton<Invites>()
            .AddSingleton<SessionApi>()
            .AddSingleton<KeyApi>()
            .AddSingleton<PeopleAdminApi>()
            .AddSingleton<LoraAdminApi>()
            .AddSingleton<UsageApi>()
            .AddSingleton<PageCache>()
            .AddSingleton<PeopleApi>()
            .AddSingleton<LoraApi>()
            .AddSingleton<GenerationApi>()
            .AddSingleton<GalleryApi>()
            .AddSingleton<HealthApi>();
    }

    /// <summary>What the operator's commands need: the database, and what is kept in it and in the store.</summary>
    public static IServiceCollection AddHalloweenCostumeData(this IServiceCollection services, DatabaseOptions options, AccessOptions access, RateOptions rates)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DbDataSource, SqliteDataSource>();
        return services
            .AddSingleton(options)
            .AddSingleton(access)
            .AddSingleton(rates)
            .AddSingleton<Database>()
            .AddSingleton<GenerationSignals>()
            .AddSingleton<GalleryVersions>()
            .AddSingleton<PeopleDb>()
            .AddSingleton<LoraDb>()
            .AddSingleton<GenerationDb>()
            .AddSingleton<ImageDb>()
            .AddSingleton<GalleryDb>()
            .AddSingleton<RateDb>()
            .AddSingleton<AccessKeyDb>()
            .AddSingleton<Authentication>()
            .AddSingleton<LoraFiles>()
            .AddSingleton<PersonExport>()
            .AddSingleton<PersonEraser>()
            .AddSingleton<BackupStore>();
    }
}
