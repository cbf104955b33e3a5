namespace HalloweenCostume.Tests.Resilience;

/// <summary>
/// Rows of the table that the harness makes, in the file that <c>RESILIENCE_REPORT</c> names. A test adds its row when all its assertions hold: then nothing
/// was lost.
/// </summary>
internal static class Report
{
    private static readonly string? _file = Environment.GetEnvironmentVariable("RESILIENCE_REPORT");
    private static readonly Lock _lock = new();

    /// <param name="order">Where the row stands.</param>
    /// <param name="tried">What was done to the program, and how often.</param>
    /// <param name="seen">What it did.</param>
    public static void Add(int order, string tried, string seen)
    {
        if (string.IsNullOrEmpty(_file))
            return;
        lock (_lock)
            File.AppendAllText(_file, FormattableString.Invariant($"{order:00}\t| {tried} | nothing | {seen} |\n"));
    }
}
