namespace HalloweenCostume.People;

/// <summary>A profile: somebody who makes pictures, or whose face a LoRA was trained on.</summary>
public sealed record Person(long Id, string FirstName, string LastName);
