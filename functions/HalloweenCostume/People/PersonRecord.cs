using System.Text.Json.Serialization;

namespace HalloweenCostume.People;

/// <summary>A profile as an admin sees it.</summary>
/// <param name="RetiredAt">Since when it is not offered any more; null while it is.</param>
/// <param name="Images">How many pictures it has.</param>
/// <param name="Models">How many models of its face are in use.</param>
public sealed record PersonRecord(long Id, string FirstName, string LastName, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt, long Images, long Models)
{
    [JsonIgnore]
    public string FullName => $"{FirstName} {LastName}";
}

/// <summary>What is to be changed of a profile; what is null stays.</summary>
public sealed record PersonChange(string? FirstName, string? LastName, bool? Retired);
