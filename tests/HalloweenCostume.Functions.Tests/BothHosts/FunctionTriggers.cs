using System.Reflection;
using HalloweenCostume.Functions.Http;
using Microsoft.Azure.Functions.Worker;

namespace HalloweenCostume.Functions.Tests.BothHosts;

internal static class FunctionTriggers
{
    /// <summary>Every HTTP function's route and method as <c>GET users</c>, but for the function that takes what no other does.</summary>
    public static IEnumerable<string> Routes => typeof(HttpAnswers).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
        .SelectMany(method => method.GetParameters()).Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>()
        .Where(trigger => trigger.Route != FunctionRoutes.CatchAll)
        .SelectMany(trigger => trigger.Methods!, (trigger, method) => $"{method.ToUpperInvariant()} {trigger.Route}");
}
