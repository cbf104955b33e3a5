using HalloweenCostume.Http;

namespace HalloweenCostume.Generations;

/// <summary>Tries again what failed for want of room, or of a turn at the database.</summary>
public static class Patience
{
    /// <param name="patience">How long, whatever the clock is set to meanwhile.</param>
    /// <param name="passes">What else may pass by itself.</param>
    public static async Task<T> UntilAsync<T>(
        Func<Task<T>> work, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken, Predicate<Exception>? passes = null)
    {
        var started = time.GetTimestamp();
        for (var wait = TimeSpan.FromSeconds(0.5); ; wait = wait < TimeSpan.FromSeconds(8) ? wait * 2 : wait)
        {
            try
            {
                return await work();
            }
            catch (Exception exception) when ((Problems.IsUnavailable(exception) || passes?.Invoke(exception) == true) && time.GetElapsedTime(started) + wait < patience)
            {
                await Task.Delay(wait, time, cancellationToken);
            }
        }
    }
}
