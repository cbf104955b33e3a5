using System.Text.Json;

namespace HalloweenCostume.Functions.Tests.Hosting.Rpc;

/// <summary>A function as the worker describes it.</summary>
internal sealed record HostedFunction(string Id, string Name, IReadOnlyList<FunctionBinding> Bindings)
{
    public FunctionBinding Trigger { get; } = Bindings.Single(binding => binding.Type.EndsWith("Trigger", StringComparison.Ordinal));

    public static HostedFunction Of(RpcFunctionMetadata metadata) => new(
        metadata.FunctionId, metadata.Name, [.. metadata.RawBindings.Select(binding => JsonSerializer.Deserialize<FunctionBinding>(binding, JsonSerializerOptions.Web)!)]);
}

/// <param name="Methods">Of an HTTP trigger; null for any.</param>
internal sealed record FunctionBinding(string Name, string Type, string? Route, string[]? Methods);
