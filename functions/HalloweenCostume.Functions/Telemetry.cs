using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using HalloweenCostume.Functions.Data;
using HalloweenCostume.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;

namespace HalloweenCostume.Functions;

internal static class Telemetry
{
    /// <summary>
    /// One trace from the POST to the stored picture: each function's and Durable's parts of it, and the calls to fal and to Google, whose
    /// queries, which hold signatures, the instrumentation leaves out.
    /// </summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, SettingsReader settings)
    {
        if (settings.Optional("APPLICATIONINSIGHTS_CONNECTION_STRING") is not { } connection)
            return services;
        // The host must not write the same logs once more.
        services.Configure<WorkerOptions>(worker => worker.Capabilities["WorkerOpenTelemetryEnabled"] = bool.TrueString);
        // Each request and call, which the trace has too, in some ten lines; of a workspace's day they would leave little.
        services.AddLogging(logging => logging
            .AddFilter<OpenTelemetryLoggerProvider>("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter<OpenTelemetryLoggerProvider>("System.Net.Http", LogLevel.Warning)
            .AddFilter<OpenTelemetryLoggerProvider>("Polly", LogLevel.Warning));
        services.AddOpenTelemetry()
            .WithTracing(tracing => tracing
                .AddSource("Microsoft.Azure.Functions.Worker", "Microsoft.DurableTask")
                .AddHttpClientInstrumentation())
            .UseAzureMonitorExporter(exporter =>
            {
                exporter.ConnectionString = connection;
                // Of a request whose trace is not kept, what went wrong still is: the alerts look for it.
                exporter.EnableTraceBasedLogsSampler = false;
                if (settings.Optional("APPLICATIONINSIGHTS_AUTHENTICATION_STRING") is { } authentication)
                    exporter.Credential = Identity(authentication);
            });
        return services;
    }

    // As the Functions host reads it: Authorization=AAD for the app's own identity, ClientId=… for one that is assigned to it.
    private static ManagedIdentityCredential Identity(string authentication)
    {
        var client = authentication.Split(';', StringSplitOptions.TrimEntries)
            .FirstOrDefault(part => part.StartsWith("ClientId=", StringComparison.OrdinalIgnoreCase))?["ClientId=".Length..];
        return HostStorage.ManagedIdentity(client);
    }
}
