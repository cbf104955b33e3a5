using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace HalloweenCostume.Functions.Http;

/// <summary>The routes of the functions as their triggers have them: what the Functions host matched, whatever the request's address looks like here.</summary>
internal static class FunctionRoutes
{
    /// <summary>Of the function that takes what no other does.</summary>
    public const string CatchAll = "{*path}";

    private static readonly ConcurrentDictionary<string, string?> _templates = new();

    /// <returns>The template, as <see cref="HalloweenCostume.Http.Routes"/> has it, of the function that is invoked; null for the one that takes the rest.</returns>
    public static string? TemplateOf(FunctionContext invocation) => _templates.GetOrAdd(invocation.FunctionDefinition.EntryPoint, Find);

    // The worker's definition of a function has its bindings without their routes.
    private static string? Find(string entryPoint)
    {
        var dot = entryPoint.LastIndexOf('.');
        var method = typeof(FunctionRoutes).Assembly.GetType(entryPoint[..dot], throwOnError: true)!.GetMethod(entryPoint[(dot + 1)..])!;
        var route = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>().Single().Route;
        return route == CatchAll ? null : route ?? throw new InvalidOperationException($"{entryPoint} has no route.");
    }
}
