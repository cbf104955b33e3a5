using System.Net;
using HalloweenCostume.Pictures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace HalloweenCostume.Fal;

/// <summary>How the clients of fal are connected: time-outs on connect and headers, retries where one cannot pay twice.</summary>
internal static class FalHttp
{
    /// <summary>The client that sends files to the addresses that fal hands out for them: without the key.</summary>
    public const string Upload = "fal-upload";

    public static readonly HttpRequestOptionsKey<bool> IsSubmit = new("fal-submit");
    public static readonly HttpRequestOptionsKey<bool> IsStream = new("fal-stream");

    public static IServiceCollection AddFalHttp(this IServiceCollection services)
    {
        var fal = services.AddHttpClient<FalClient>(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                // Shorter than servers keep idle connections: a submit must not meet one that is just being closed.
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        fal.AddResilienceHandler("fal", (pipeline, context) =>
        {
            var timeouts = context.ServiceProvider.GetRequiredService<FalTimeouts>();
            pipeline
                .AddRetry(new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = 5,
                    Delay = timeouts.FirstPause,
                    MaxDelay = timeouts.LongestPause,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    ShouldHandle = MayTryAgain,
                    DelayGenerator = ShortRetryAfter,
                })
                .AddTimeout(timeouts.Head);
        });
        // Inside the retries.
        fal.AddHttpMessageHandler(provider => new LetSubmitsThrough(provider.GetRequiredService<FalTimeouts>().Head));
        services.AddHttpClient(Upload, client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = FalClient.MaxAnswerBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        services.AddHttpClient<PictureDownload>(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                ConnectCallback = PublicAddresses.ConnectAsync,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        return services;
    }

    private static ValueTask<bool> MayTryAgain(RetryPredicateArguments<HttpResponseMessage> attempt) => ValueTask.FromResult(attempt.Outcome switch
    {
        { Exception: HttpRequestException exception } => !IsPaid(attempt.Context) || NeverArrived(exception),
        { Exception: TimeoutRejectedException } => !IsPaid(attempt.Context),
        { Result: { } response } => response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => true,
            HttpStatusCode.GatewayTimeout => !IsPaid(attempt.Context) && !FalHeaders.IsUserTimeout(response),
            HttpStatusCode.BadGateway => !IsPaid(attempt.Context),
            // It may be the model's own answer, which stays the same however often one asks.
            HttpStatusCode.InternalServerError => !IsPaid(attempt.Context) && attempt.AttemptNumber < 3,
            _ => false,
        },
        _ => false,
    } && !Has(attempt.Context, IsStream));

    // A server may name its own wait, but a person waits with us.
    private static ValueTask<TimeSpan?> ShortRetryAfter(RetryDelayGeneratorArguments<HttpResponseMessage> attempt) =>
        ValueTask.FromResult(attempt.Outcome.Result?.Headers.RetryAfter?.Delta is { } wait && wait < TimeSpan.FromSeconds(15) ? wait : (TimeSpan?)null);

    private static bool NeverArrived(HttpRequestException exception) =>
        exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    private static bool IsPaid(ResilienceContext context) => Has(context, IsSubmit);

    private static bool Has(ResilienceContext context, HttpRequestOptionsKey<bool> key) =>
        context.GetRequestMessage() is { } request && request.Options.TryGetValue(key, out var value) && value;

    private sealed class LetSubmitsThrough(TimeSpan patience) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!request.Options.TryGetValue(IsSubmit, out _))
                return await base.SendAsync(request, cancellationToken);
            using var timeout = new CancellationTokenSource(patience);
            try
            {
                return await base.SendAsync(request, timeout.Token);
            }
            catch (OperationCanceledException) when (timeout.IsCancellationRequested)
            {
                throw new TimeoutRejectedException();
            }
        }
    }
}
