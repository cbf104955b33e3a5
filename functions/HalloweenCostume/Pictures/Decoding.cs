using HalloweenCostume.Fal;
using NetVips;

namespace HalloweenCostume.Pictures;

/// <summary>Work with libvips, away from the threads of requests.</summary>
internal static class Decoding
{
    // Pictures are decoded on so many threads at once as there are processors; more would only cost memory.
    private static readonly SemaphoreSlim _decoders = new(Environment.ProcessorCount, Environment.ProcessorCount);

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
        await _decoders.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        catch (VipsException exception)
        {
            throw new FalException(FalFailure.Senseless, "The result's picture cannot be decoded.", innerException: exception);
        }
        finally
        {
            _decoders.Release();
        }
    }
}
