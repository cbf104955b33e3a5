using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HalloweenCostume.Http;

namespace HalloweenCostume.Generations;

/// <summary>What <c>POST /api/generate-image</c> asks for, cleaned and within its ranges.</summary>
/// <param name="UserId">For whom; the LoRA's person when null.</param>
/// <param name="Seed">Of the first image; the others count on from it. Random when null.</param>
public sealed record GenerationRequest(string Prompt, long LoraId, int NumImages, long? UserId, long? Seed)
{
    /// <summary>The largest whole number that JavaScript keeps exactly: a seed makes its way through browsers and back.</summary>
    public const long MaxSeed = 9_007_199_254_740_991;

    private const string WholeNumber = "must be a whole number, such as 1";

    public static GenerationRequest? Parse(JsonElement body, FieldErrors errors)
    {
        var prompt = JsonBody.Text(body, "prompt", errors) is { } text ? CheckPrompt(text, errors) : "";
        var loraId = JsonBody.WholeNumber(body, "loraId", WholeNumber, required: true, errors);
        var count = JsonBody.WholeNumber(body, "num_images", "must be a whole number from 1 to 4", required: true, errors);
        if (count is < 1 or > 4)
            errors.Add("num_images", "must be a whole number from 1 to 4.");
        var userId = JsonBody.WholeNumber(body, "userId", WholeNumber, required: false, errors);
        var seed = JsonBody.WholeNumber(body, "seed", $"must be a whole number from 0 to {MaxSeed}", required: false, errors);
        if (seed is < 0 or > MaxSeed)
            errors.Add("seed", $"must be a whole number from 0 to {MaxSeed}.");
        return errors.Any ? null : new(prompt, loraId!.Value, (int)count!.Value, userId, seed);
    }

    /// <summary>One seed for each image.</summary>
    public IReadOnlyList<long> Seeds() =>
        [.. Enumerable.Range(0, NumImages).Select(index => Seed is { } first ? (first + index) % (MaxSeed + 1) : NewSeed())];

    public static long NewSeed() => RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>Equal for requests that ask for the same thing, however their JSON is written.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{LoraId}\n{NumImages}\n{UserId}\n{Seed}\n{Prompt}"))));

    private static string CheckPrompt(string text, FieldErrors errors)
    {
        var prompt = Prompts.Clean(text);
        if (!Prompts.HasVisible(prompt))
            errors.Add("prompt", "is empty: describe the costume in 1 to 1000 characters.");
        else if (Prompts.Length(prompt) is > Prompts.MaxLength and var length)
            errors.Add("prompt", $"has {length} characters: shorten it to at most {Prompts.MaxLength}.");
        return prompt;
    }
}
