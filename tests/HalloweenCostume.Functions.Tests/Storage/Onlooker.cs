using System.Collections.Concurrent;
using System.Diagnostics;

namespace HalloweenCostume.Functions.Tests.Storage;

/// <summary>Reads the headers of everything that is sent, as a tracer or a log does.</summary>
internal sealed class Onlooker : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly ConcurrentBag<IDisposable> _watching = [];

    public Onlooker() => _watching.Add(DiagnosticListener.AllListeners.Subscribe(this));

    public ConcurrentBag<string> Seen { get; } = [];

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "HttpHandlerDiagnosticListener")
            _watching.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value?.GetType().GetProperty("Request")?.GetValue(value.Value) is not HttpRequestMessage request)
            return;
        foreach (var header in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
            Seen.Add(header.Key);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        foreach (var watching in _watching)
            watching.Dispose();
    }
}
