using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace HalloweenCostume.Functions.Storage;

/// <summary>The one way to Google's storage: for what is signed here and for Google's own client.</summary>
internal static class GcsHttp
{
    public const string Client = "gcs";

    /// <summary>Set on a request that was sent before: it may have been done although nobody heard so.</summary>
    public static readonly HttpRequestOptionsKey<bool> Repeated = new("gcs-repeated");

    private const int Retries = 4;

    public static IServiceCollection AddGcsHttp(this IServiceCollection services)
    {
        services.AddHttpClient(Client, client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = 1024 * 1024;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // They would write signed URLs down.
            .RemoveAllLoggers()
            .AddResilienceHandler(Client, (pipeline, context) =>
            {
                var timeouts = context.ServiceProvider.GetRequiredService<GcsTimeouts>();
                pipeline
                    .AddTimeout(timeouts.Call)
                    .AddRetry(new HttpRetryStrategyOptions
                    {
                        MaxRetryAttempts = Retries,
                        Delay = timeouts.FirstPause,
                        MaxDelay = timeouts.LongestPause,
                        BackoffType = DelayBackoffType.Exponential,
                        UseJitter = true,
                        ShouldRetryAfterHeader = false,
                        ShouldHandle = MayPass,
                        OnRetry = Mark,
                    })
                    .AddTimeout(timeouts.Try);
            });
        return services;
    }

    // Every call may be made twice: uploads have their precondition, and what is deleted stays deleted.
    private static ValueTask<bool> MayPass(RetryPredicateArguments<HttpResponseMessage> attempt) => ValueTask.FromResult(attempt.Outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result.StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } => true,
        _ => false,
    });

    private static ValueTask Mark(OnRetryArguments<HttpResponseMessage> attempt)
    {
        attempt.Context.GetRequestMessage()?.Options.Set(Repeated, true);
        return ValueTask.CompletedTask;
    }
}
