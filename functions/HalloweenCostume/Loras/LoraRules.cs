namespace HalloweenCostume.Loras;

/// <summary>What a model may be like. Each answers what is wrong, to go behind the field's name, or null.</summary>
public static class LoraRules
{
    /// <summary>Of a safetensors file: 1 GiB.</summary>
    public const long MaxBytes = 1L << 30;

    public static string? TriggerWord(string word) =>
        word.Length is 0 or > 50 || word.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? "must be one word of 1 to 50 characters." : null;

    public static string? Scale(double scale) => scale is > 0 and <= 4 ? null : "must be a number above 0 and at most 4.";

    public static string? Size(long bytes) => bytes is >= 1 and <= MaxBytes ? null : $"must be a whole number from 1 to {MaxBytes}: a file has at most 1 GiB.";
}
