using HalloweenCostume.Functions.Loras;
using HalloweenCostume.Loras;
using HalloweenCostume.Settings;
using HalloweenCostume.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HalloweenCostume.Functions.Storage;

internal static class GoogleStorageServices
{
    /// <summary>Google Cloud Storage as the product's object store, and the URLs by which fal reads its models.</summary>
    /// <param name="settings">What is wrong with the settings is told to it: the caller throws.</param>
    public static IServiceCollection AddGoogleStorage(this IServiceCollection services, SettingsReader settings)
    {
        services.TryAddSingleton(new GcsTimeouts());
        return services
            .AddSingleton(GcsOptions.From(settings))
            .AddGcsHttp()
            .AddSingleton<V4Signer>()
            .AddSingleton<SignedUrlCache>()
            .AddSingleton<GcsClient>()
            .AddSingleton<GcsUpload>()
            .AddSingleton<IObjectStore, GcsObjectStore>()
            .AddSingleton<ILoraUrls, SignedLoraUrls>()
            .AddHostedService<GcsWarmUp>();
    }
}
