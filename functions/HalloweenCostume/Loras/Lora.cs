namespace HalloweenCostume.Loras;

/// <summary>A model as people see it: LoRA weights trained on one person's face.</summary>
/// <param name="PersonId">The person whose face it is.</param>
/// <param name="Trigger">The word that calls the face up in a prompt.</param>
public sealed record Lora(long Id, long PersonId, string FirstName, string LastName, string Trigger);
