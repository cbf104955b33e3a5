using HalloweenCostume.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Fal.Webhooks;

public static class FalWebhookServices
{
    /// <summary>
    /// Has fal call this host when a picture is done, and answers those calls: map <see cref="Http.Routes.FalWebhook"/> to <see cref="FalWebhookApi"/>.
    /// </summary>
    /// <param name="settings">Collects what is wrong with them; throwing it is the caller's part.</param>
    public static IServiceCollection AddFalWebhook(this IServiceCollection services, SettingsReader settings)
    {
        services.AddHttpClient<FalJwks>(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        return services
            .AddSingleton(FalWebhookOptions.From(settings))
            .AddSingleton<FalWebhookKeys>()
            .AddSingleton<FalWebhookReplays>()
            .AddSingleton<FalWebhookApi>();
    }
}
