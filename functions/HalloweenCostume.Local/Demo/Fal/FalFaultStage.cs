namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>When a fault is drawn.</summary>
internal enum FalFaultStage
{
    /// <summary>Each submit.</summary>
    Submit = 1,
    /// <summary>Each status poll and each opening of a status stream.</summary>
    Status,
    /// <summary>Each opening of a status stream.</summary>
    Stream,
    /// <summary>Each time that a request starts to run.</summary>
    Request,
    /// <summary>Each call for the result of a finished request.</summary>
    Result,
    /// <summary>Once a request, when its result is written.</summary>
    Link,
    /// <summary>Each GET of an output picture.</summary>
    Picture,
}
