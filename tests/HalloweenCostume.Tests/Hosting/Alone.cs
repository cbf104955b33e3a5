namespace HalloweenCostume.Tests.Hosting;

/// <summary>Tests that measure this process or load the whole machine: they run when all others are done, one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
