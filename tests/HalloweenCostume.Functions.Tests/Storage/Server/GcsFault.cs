namespace HalloweenCostume.Functions.Tests.Storage.Server;

/// <summary>What may go wrong with one request.</summary>
internal enum GcsFault
{
    None,

    /// <summary>503, and the body is not read.</summary>
    Busy,

    /// <summary>503 once the body has come; nothing is kept.</summary>
    BusyAfterBody,

    /// <summary>The object is kept; the answer is 503.</summary>
    KeptButBusy,

    /// <summary>The object is kept; instead of an answer the connection breaks.</summary>
    KeptButReset,

    /// <summary>The connection breaks in the middle of the body, or at once where there is none.</summary>
    Reset,

    /// <summary>No answer for longer than anybody waits.</summary>
    Silence,

    TooMany,
    Forbidden,
    NotFound,
    Taken,
}
