using HalloweenCostume.Http;

namespace HalloweenCostume.Generations;

/// <summary>Tries again what failed for want of room, or of a turn at the database.</summary>
public static class Patience
{
    public static async Task<T> UntilAsync<T>(Func<Task<T>> work, DateTimeOffset deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var wait = TimeSpan.FromSeconds(0.5); ; wait = wait < TimeSpan.FromSeconds(8) ? wait * 2 : wait)
        {
            try
            {
                return await work();
            }
            catch (Exception exception) when (Problems.IsUnavailable(exception) && time.GetUtcNow() + wait < deadline)
            {
                await Task.Delay(wait, time, cancellationToken);
            }
        }
    }
}
