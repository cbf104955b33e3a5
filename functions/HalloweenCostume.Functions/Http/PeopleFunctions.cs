using HalloweenCostume.Http;
using HalloweenCostume.Loras;
using HalloweenCostume.People;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HalloweenCostume.Functions.Http;

internal sealed class PeopleFunctions(PeopleApi people, LoraApi loras)
{
    [Function("users")]
    public IResult List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Users)] HttpRequest request) => people.List(request);

    [Function("lora-models")]
    public IResult ListModels([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.LoraModels)] HttpRequest request) => loras.List(request);
}
