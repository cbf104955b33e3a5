namespace HalloweenCostume.Generations;

/// <summary>What carries a workflow: a worker of this process (local host), a Durable orchestration (Azure host).</summary>
public interface IGenerationRunner
{
    /// <summary>Begins a run whose rows are in the database, as soon as it is its turn; a second start of the same run does nothing.</summary>
    Task StartAsync(GenerationRun run, CancellationToken cancellationToken);

    /// <summary>The database says that the generation was cancelled: its runs stop, and no submit follows once this returns.</summary>
    Task StopAsync(Guid generationId, CancellationToken cancellationToken);
}
