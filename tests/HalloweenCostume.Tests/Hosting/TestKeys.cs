namespace HalloweenCostume.Tests.Hosting;

internal static class TestKeys
{
    /// <summary>The hosts' key for fal where a test gives none: no other text looks like it.</summary>
    public const string Fal = "f4157e57-fal-key:0f6a117e57ed4057";
}
