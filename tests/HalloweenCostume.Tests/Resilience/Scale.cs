namespace HalloweenCostume.Tests.Resilience;

/// <summary>How much these tests try: a little in the suite of all tests, all of it by <c>bash tests/run.sh resilience</c>.</summary>
internal static class Scale
{
    private static readonly string? _wanted = Environment.GetEnvironmentVariable("RESILIENCE");

    public static bool Full => _wanted is "full" or "soak";

    /// <summary>Ten minutes of load instead of one.</summary>
    public static bool Soak => _wanted == "soak";

    public static T Of<T>(T quick, T full) => Full ? full : quick;
}
