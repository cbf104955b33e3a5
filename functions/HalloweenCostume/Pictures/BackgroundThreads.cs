using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace HalloweenCostume.Pictures;

/// <summary>
/// Threads for work that takes the processor for long and that nobody waits for within the same request: where there is less processor than work,
/// they give way to the threads that answer.
/// </summary>
internal sealed class BackgroundThreads : TaskScheduler
{
    // Of 19; at 10 a thread gets a tenth of what another one gets, as long as that one wants it.
    private const int Niceness = 10;
    private const int OfThread = 0;

    private readonly BlockingCollection<Task> _tasks = [];

    /// <param name="count">How many run at once.</param>
    public BackgroundThreads(int count, string name)
    {
        for (var number = 1; number <= count; number++)
            new Thread(Run) { IsBackground = true, Name = $"{name} {number}", Priority = ThreadPriority.BelowNormal }.Start();
        MaximumConcurrencyLevel = count;
    }

    public override int MaximumConcurrencyLevel { get; }

    protected override void QueueTask(Task task) => _tasks.Add(task);

    // On a thread that is waited for it would be no background.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _tasks.ToArray();

    private void Run()
    {
        GiveWay();
        foreach (var task in _tasks.GetConsumingEnumerable())
            TryExecuteTask(task);
    }

    // .NET's priorities do nothing on Linux. There niceness belongs to each thread, and threads that this one makes inherit it:
    // https://man7.org/linux/man-pages/man2/setpriority.2.html
    private static void GiveWay()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            // Where it is not allowed, all threads are alike.
            _ = setpriority(OfThread, 0, Niceness);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // Nor where there is no such thing.
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setpriority(int which, uint who, int priority);
}
