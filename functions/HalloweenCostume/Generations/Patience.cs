using HalloweenCostume.Http;

namespace HalloweenCostume.Generations;

/// <summary>Tries again what failed for want of room, or of a turn at the database.</summary>
public static class Patience
{
    /// <param name="passes">What else may pass by itself.</param>
    public static async Task<T> UntilAsync<T>(
        Func<Task<T>> work, DateTimeOffset deadline, TimeProvider time, CancellationToken cancellationToken, Predicate<Exception>? passes = null)
    {
        for (var wait = TimeSpan.FromSeconds(0.5); ; wait = wait < TimeSpan.FromSeconds(8) ? wait * 2 : wait)
        {
            try
            {
                return await work();
            }
            catch (Exception exception) when ((Problems.IsUnavailable(exception) || passes?.Invoke(exception) == true) && time.GetUtcNow() + wait < deadline)
            {
                await Task.Delay(wait, time, cancellationToken);
            }
        }
    }
}
