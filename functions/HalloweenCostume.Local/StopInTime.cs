using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace HalloweenCostume.Local;

/// <summary>
/// A server that is stopped ends its answers and its runs side by side. Who takes an answer slowly is cut off when the runs' time is over; a submit on its way
/// to fal alone may take longer, for its answer tells what is paid.
/// </summary>
internal static class StopInTime
{
    // The longest wait for the head of fal's answer to a submit, and some.
    private static readonly TimeSpan _submit = TimeSpan.FromSeconds(25);

    public static IServiceCollection AddStopInTime(this IServiceCollection services, TimeSpan finishWithin)
    {
        services.Configure<HostOptions>(host =>
        {
            host.ServicesStopConcurrently = true;
            host.ShutdownTimeout = finishWithin + _submit;
        });
        var kestrel = services.Last(service => service.ServiceType == typeof(IServer));
        services.Remove(kestrel);
        return services.AddSingleton<IServer>(provider =>
            new Server((IServer)ActivatorUtilities.CreateInstance(provider, kestrel.ImplementationType!), finishWithin > TimeSpan.FromSeconds(1) ? finishWithin : TimeSpan.FromSeconds(1)));
    }

    private sealed class Server(IServer inner, TimeSpan patience) : IServer
    {
        public IFeatureCollection Features => inner.Features;

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => inner.StartAsync(application, cancellationToken);

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            using var timeout = new CancellationTokenSource(patience);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            await inner.StopAsync(either.Token);
        }

        public void Dispose() => inner.Dispose();
    }
}
