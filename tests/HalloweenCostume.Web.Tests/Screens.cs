namespace HalloweenCostume.Web.Tests;

/// <summary>The sizes at which the page has to stand: <c>[MemberData(nameof(Screens.All), MemberType = typeof(Screens))]</c>.</summary>
public static class Screens
{
    /// <summary>CSS pixels, width and height: a small phone, a tablet, a desktop.</summary>
    public static TheoryData<int, int> All => new() { { 320, 640 }, { 768, 1024 }, { 1440, 900 } };
}
