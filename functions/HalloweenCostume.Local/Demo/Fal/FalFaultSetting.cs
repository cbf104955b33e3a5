using System.Globalization;

namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>Faults as one setting: <c>submit-429:0.2,picture-html:0.1</c>; without a probability a fault always strikes.</summary>
internal static class FalFaultSetting
{
    private static readonly Dictionary<string, FalFault> Names = Enum.GetValues<FalFault>().ToDictionary(NameOf);

    /// <exception cref="FormatException">An unknown fault, or a probability outside 0–1.</exception>
    public static FalFaults Parse(string setting, int? seed = null)
    {
        var faults = new FalFaults(seed);
        foreach (var item in setting.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = item.Split(':', 2, StringSplitOptions.TrimEntries);
            if (!Names.TryGetValue(parts[0], out var fault))
                throw new FormatException($"'{parts[0]}' is no fault; there are: {string.Join(", ", Names.Keys)}.");
            var probability = 1.0;
            if (parts.Length == 2 && (!double.TryParse(parts[1], CultureInfo.InvariantCulture, out probability) || probability is not (>= 0 and <= 1)))
                throw new FormatException($"'{parts[1]}' is no probability of {parts[0]}; it goes from 0 to 1.");
            faults.Chance(fault, probability);
        }
        return faults;
    }

    public static string NameOf(FalFault fault)
    {
        var name = fault.ToString();
        return string.Concat(name.Select((c, i) => i > 0 && !char.IsAsciiLetterLower(c) && char.IsAsciiLetterLower(name[i - 1]) ? $"-{c}" : $"{c}")).ToLowerInvariant();
    }
}
