using System.Text.Json;

namespace HalloweenCostume.Local.Demo.Fal;

internal enum FalCallKind { Submit, Status, StatusStream, Result, Cancel, Upload, Download }

/// <summary>One HTTP call that reached the emulator.</summary>
internal sealed class FalCall(FalCallKind kind, DateTimeOffset at, string method, string path, IReadOnlyDictionary<string, string> headers)
{
    public FalCallKind Kind => kind;

    public DateTimeOffset At => at;

    public string Method => method;

    /// <summary>With the query.</summary>
    public string Path => path;

    /// <summary>Names in any case.</summary>
    public IReadOnlyDictionary<string, string> Headers => headers;

    /// <summary>The ordinal of a submit, from 1.</summary>
    public int? Submit { get; internal set; }

    /// <summary>The request that the call is about; null for a submit that was not accepted.</summary>
    public Guid? RequestId { get; internal set; }

    /// <summary>The body of a submit that was JSON.</summary>
    public JsonElement? Input { get; internal set; }

    /// <summary>Null until an answer began, and for ever if none did.</summary>
    public int? StatusCode { get; internal set; }

    public FalFault? Fault { get; internal set; }
}
