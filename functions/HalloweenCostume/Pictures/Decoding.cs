using HalloweenCostume.Fal;
using NetVips;

namespace HalloweenCostume.Pictures;

/// <summary>Work with libvips, on threads that give way to those of requests.</summary>
internal static class Decoding
{
    // Pictures are decoded on so many threads at once as there are processors; more would only cost memory.
    private static readonly TaskFactory _decoders = new(
        CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskContinuationOptions.None, new BackgroundThreads(Environment.ProcessorCount, "Decoder"));

    static Decoding()
    {
        // Each picture is read once: libvips' memory of earlier operations holds nothing that comes back.
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
        // It writes what it finds wrong with a picture to the error stream, beside our own log; the exception says it too.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, (_, _, _) => { });
    }

    /// <exception cref="FalException">Senseless: libvips cannot decode it.</exception>
    public static async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _decoders.StartNew(work, cancellationToken);
        }
        catch (VipsException exception)
        {
            throw new FalException(FalFailure.Senseless, "The result's picture cannot be decoded.", innerException: exception);
        }
    }
}
