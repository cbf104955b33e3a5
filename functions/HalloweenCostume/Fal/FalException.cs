namespace HalloweenCostume.Fal;

public enum FalFailure
{
    /// <summary>401, or 403: a bad key, a locked account, no money left.</summary>
    Account,

    /// <summary>404 of the model or the request.</summary>
    Unknown,

    /// <summary>429 that lasted.</summary>
    Busy,

    /// <summary>A safety check said no.</summary>
    Blocked,

    /// <summary>fal could not load the LoRA's file.</summary>
    LoraUnreadable,

    /// <summary>The model refused the input or made nothing: trying the same again is no use.</summary>
    Refused,

    /// <summary>5xx, resets, time-outs: trouble of fal's or of the network.</summary>
    Unavailable,

    /// <summary>An answer that makes no sense, or that is not to be trusted.</summary>
    Senseless,

    /// <summary>The request has not finished yet.</summary>
    Unfinished,
}

/// <summary>A call to fal that did not give what it should.</summary>
/// <param name="failure">What to do about it.</param>
/// <param name="message">For the log: fal's own words, shortened, without keys.</param>
/// <param name="status">The HTTP status, where there was an answer.</param>
public sealed class FalException(FalFailure failure, string message, int? status = null, Exception? innerException = null) : Exception(message, innerException)
{
    public FalFailure Failure { get; } = failure;

    public int? Status { get; } = status;

    /// <summary>For the person who asked for the picture.</summary>
    public string Reason => Failure switch
    {
        FalFailure.Account => "The picture service is not available: its account needs the operator's attention.",
        FalFailure.Unknown => "The picture service no longer knows this picture. Run it again.",
        FalFailure.Busy => "The picture service had too much to do. Run it again in a moment.",
        FalFailure.Blocked => "The safety check held this picture back. Try other words, or run it again.",
        FalFailure.LoraUnreadable => "The picture service could not load the model's file. Run it again; if that does not help, the model must be added anew.",
        FalFailure.Refused => "The picture service could not make this picture from these words. Try others.",
        FalFailure.Unavailable => "The picture service had a fault. Run it again.",
        _ => "The picture service answered with something that is not a picture. Run it again.",
    };
}
