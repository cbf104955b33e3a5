using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>Appends what hosts log to a file, exceptions included: of the product's own categories all from Debug, of others what the host lets through.</summary>
internal sealed class HostLog(string file) : ILoggerProvider
{
    private static readonly HostLog? _shared = Environment.GetEnvironmentVariable("TEST_LOGS") is { Length: > 0 } folder
        ? new(Path.Combine(folder, $"{Environment.ProcessId}.log"))
        : null;

    private readonly Lock _lock = new();

    /// <summary>Into the folder that <c>TEST_LOGS</c> names; without it, nowhere.</summary>
    public static void AddTo(ILoggingBuilder logging) => _shared?.Join(logging);

    /// <summary>A line of a host that is a process of its own, or of somebody who watches one.</summary>
    public static void Add(string? line) => _shared?.Write(line);

    public void Join(ILoggingBuilder logging) => logging.AddProvider(this).AddFilter<HostLog>("HalloweenCostume", LogLevel.Debug);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(string? line)
    {
        lock (_lock)
            File.AppendAllText(file, line + "\n");
    }

    private sealed class Logger(HostLog log, string category) : ILogger
    {
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Write($"{logLevel} {category}: {formatter(state, exception)} {exception}");

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
