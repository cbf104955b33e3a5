using System.Data.Common;
using HalloweenCostume.Data;
using HalloweenCostume.Fal;
using HalloweenCostume.Gallery;
using HalloweenCostume.Generations;
using HalloweenCostume.Health;
using HalloweenCostume.Http;
using HalloweenCostume.Loras;
using HalloweenCostume.People;
using HalloweenCostume.Pictures;
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
    /// <exception cref="SettingsException">With every setting that is missing or senseless.</exception>
    public static IServiceCollection AddHalloweenCostume(this IServiceCollection services, IConfiguration configuration, bool demo)
    {
        var settings = new SettingsReader(configuration);
        services.AddHalloweenCostume(settings, demo);
        settings.ThrowIfRefused();
        return services;
    }

    /// <summary>The same for a host that has settings of its own: it asks <paramref name="settings"/> at the end whether any was refused.</summary>
    public static IServiceCollection AddHalloweenCostume(this IServiceCollection services, SettingsReader settings, bool demo)
    {
        services.AddSingleton(FalOptions.From(settings, demo));
        services.AddSingleton(StorageOptions.From(settings));
        services.AddSingleton(GenerationOptions.From(settings));
        services.AddSingleton(new ScratchOptions(Path.Combine(settings.DataFolder, "tmp")));
        services.AddHalloweenCostumeData(DatabaseOptions.From(settings));
        var origins = AllowedOrigins.From(settings);

        services.TryAddSingleton(new FalTimeouts());
        services.AddFalHttp();
        return services
            .AddSingleton(origins)
            .AddCors(cors => cors.AddDefaultPolicy(origins.Configure))
            .AddSingleton<FalWatch>()
            .AddSingleton<PictureKeeper>()
            .AddSingleton<PictureLinksFactory>()
            .AddSingleton<GenerationWatcher>()
            .AddSingleton<ImageWork>()
            .AddSingleton<Housekeeping>()
            .AddSingleton<PageCache>()
            .AddSingleton<PeopleApi>()
            .AddSingleton<LoraApi>()
            .AddSingleton<GenerationApi>()
            .AddSingleton<GalleryApi>()
            .AddSingleton<HealthApi>();
    }

    /// <summary>The database alone, as the operator's commands need it.</summary>
    public static IServiceCollection AddHalloweenCostumeData(this IServiceCollection services, DatabaseOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DbDataSource, SqliteDataSource>();
        return services
            .AddSingleton(options)
            .AddSingleton<Database>()
            .AddSingleton<GenerationSignals>()
            .AddSingleton<GalleryVersions>()
            .AddSingleton<PeopleDb>()
            .AddSingleton<LoraDb>()
            .AddSingleton<GenerationDb>()
            .AddSingleton<ImageDb>()
            .AddSingleton<GalleryDb>();
    }
}
