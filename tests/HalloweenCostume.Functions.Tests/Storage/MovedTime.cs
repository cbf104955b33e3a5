namespace HalloweenCostume.Functions.Tests.Storage;

/// <summary>A clock that goes on from where it is put; waits take as long as they do.</summary>
internal sealed class MovedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _shift));

    public void SetUtcNow(DateTimeOffset now) => Interlocked.Exchange(ref _shift, (now - base.GetUtcNow()).Ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);
}
