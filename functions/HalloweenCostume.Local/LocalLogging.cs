using Microsoft.Extensions.Logging.Console;

namespace HalloweenCostume.Local;

internal static class LocalLogging
{
    /// <summary>One line an event, ours and what goes wrong; requests to fal are not logged, for their addresses are nobody's business.</summary>
    public static void Configure(ILoggingBuilder logging) => logging
        .ClearProviders()
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.ColorBehavior = LoggerColorBehavior.Default;
        })
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        // A start that fails is told by the command line, in a sentence.
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
        .AddFilter("System.Net.Http", LogLevel.Warning)
        .AddFilter("Polly", LogLevel.Critical);
}
