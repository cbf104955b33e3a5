namespace HalloweenCostume.Functions.Tests.Hosting.Rpc;

/// <summary>The worker ended before it had answered.</summary>
internal sealed class WorkerGoneException() : Exception("The worker has gone.");
